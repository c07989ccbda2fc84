"""The people of the provider: passwords, second factors, sign-in. Article: 8.1"""
