"""Would an archive be taken in: what it holds, member by member, judged by a child process that can do nothing but read it."""
