"""Appointments of a case, and the invitations that go out for them. Article: 3.2, 3.3"""
