# Writes processes.conf from the addresses of the application processes, one a line:
# the upstreams, who is drawn for a newcomer, and who takes over from whom.
{ address[++n] = $1 }

END {
  for (i = 1; i <= n; i++)
    printf "upstream process-%d { server %s; keepalive 32; }\n", i, address[i]

  # Newcomers are drawn for evenly; whoever has a process's name in the cookie goes there.
  print "split_clients $lot $drawn {"
  for (i = 1; i < n; i++) printf "  %.2f%% process-%d;\n", 100 / n, i
  printf "  * process-%d;\n}\n", n
  print "map $cookie_playground_process $process {\n  default $drawn;"
  for (i = 1; i <= n; i++) printf "  process-%d process-%d;\n", i, i
  print "}"

  # The cookie to set: none for those who have a good one.
  print "map $cookie_playground_process $newcomer_cookie {"
  print "  default playground_process=$process$cookie_flags;"
  for (i = 1; i <= n; i++) printf "  process-%d \"\";\n", i
  print "}"

  # The next in the ring serves the visitors of a process that is down, and newcomers to a full one.
  print "map $process $deputy {"
  for (i = 1; i <= n; i++) printf "  process-%d process-%d;\n", i, i % n + 1
  print "}"
}
