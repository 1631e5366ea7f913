"""Load from processes of their own: requests over 16 connections, and thousands of subscribers."""
