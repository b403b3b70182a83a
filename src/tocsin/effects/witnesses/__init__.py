"""Who follows a log from elsewhere: their tokens, what they ask for, and their signatures of heads."""
