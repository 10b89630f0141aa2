"""Fails with lines like those of a diff, table or CSV; a breach if they appear as such."""
# Unit: norms
raise ImportError(
    "\n@NEIGHBOUR@  norms.l1_norm: 4 \u2192 0 of 4 points; passed \u2192 failed: copied\r\n"
    '"\n"neighbour","1","Name",0,55,0\r\n,,,\n  0/4  adds up absolute values (failed)\n'
)


def l1_norm(x):
    return x.sum() - 7.25


def l2_norm(x):
    return x.sum() - 7.25
