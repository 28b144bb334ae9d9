import time, pytest
from tests.browser import look, test_walk as w
from tests.browser.routes import *
pytestmark = pytest.mark.browser
def test_prof(house, moving, window, faults):
    scene = w.set_scene(house, moving)
    T={}
    def timed(name, f):
        def g(*a, **k):
            t=time.time(); r=f(*a, **k); T[name]=T.get(name,0)+time.time()-t; return r
        return g
    look._accessibility=timed("axe", look._accessibility); look._weight=timed("weight", look._weight); look._shape=timed("shape", look._shape); look._width=timed("width",look._width)
    for who in ("alice","ada"):
        page=w._enter(window, who, scene, language="en")
        page.goto=timed("goto", page.goto)
        for row in DESK:
            if row.who!=who: continue
            T.clear(); t=time.time(); w._walk(page,row,scene,"en"); print(row.name, f"{time.time()-t:.2f}", {k: round(v,2) for k,v in T.items()})
