"""The staff's sign-in: a password, a second factor, and sessions that end.

allauth keeps the second factors and the steps of a sign-in; what stands here says which of its
parts are open, how they look, and holds every address of the admin behind them.
"""
