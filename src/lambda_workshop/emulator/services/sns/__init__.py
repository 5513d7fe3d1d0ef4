"""SNS topics: what a subscribed function gets, what becomes of it when it cannot, and what a subscription may say."""
