"""The staff's accounts: who adds, changes, disables and resets them, and how nobody gains by it.

Managers do, for all but superusers, and give the four groups of `clinic_site.roles` alone.
(45 CFR 164.308(a)(3) and (4): access is authorized, changed and ended by somebody who may.)
"""
