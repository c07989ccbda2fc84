"""Sessions: their places at the relay, their life, their ending, their timeline. Article: P.1, 7.2"""
