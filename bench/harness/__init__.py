"""What bench/run.sh and bench/check.sh run: starts maple and its peers, drives them alike, and writes what they cost."""
