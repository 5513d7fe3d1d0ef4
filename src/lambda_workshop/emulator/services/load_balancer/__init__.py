"""Application Load Balancers: rules, actions, Lambda targets and their health.

What stores balancers, listeners and target groups is MiniStack's; `configuration` refuses there what AWS refuses.
Instances, addresses and the authentication of users stay as MiniStack has them.
"""
