"""お願い: what customers were asked to do themselves, and the provider's ready-made sentences. Article: 5.7"""
