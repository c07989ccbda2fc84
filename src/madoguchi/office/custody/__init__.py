"""Files that customers handed over: kept sealed, opened for a purpose, returned or destroyed. Article: 5.6, 8.4, 8.5"""
