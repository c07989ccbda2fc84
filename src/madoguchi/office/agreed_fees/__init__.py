"""What work outside the support hours was agreed to in a session, and when work went on. Article: 3.3"""
