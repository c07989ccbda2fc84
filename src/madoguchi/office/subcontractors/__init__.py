"""Subcontractors: their papers, the cases that their people are given, and the taking back. Article: 9.1, 9.2"""
