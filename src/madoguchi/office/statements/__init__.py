"""Monthly statements: computed, issued once, corrected only by another document, sent once. Article: 3.4"""
