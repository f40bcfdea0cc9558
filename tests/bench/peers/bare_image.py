"""bare_image.py SECONDS: pyqtgraph's ImageItem with a 32x32 frame that changes 60 times a second, 1280x720, and
nothing else."""
import sys

import numpy as np
import pyqtgraph as pg
from pyqtgraph.Qt import QtCore

app = pg.mkQApp()
window = pg.GraphicsLayoutWidget(size=(1280, 720))
view = window.addViewBox(enableMouse=False)
image = pg.ImageItem(axisOrder="row-major")
image.setLookupTable(pg.colormap.get("viridis").getLookupTable(nPts=256))
view.addItem(image)
view.setRange(QtCore.QRectF(0, 0, 32, 32), padding=0)
random = np.random.default_rng(1)
y, x = np.mgrid[0:32, 0:32]
frames = [(400 * np.exp(-((x - 16 - 8 * np.cos(t)) ** 2 + (y - 16 - 8 * np.sin(t)) ** 2) / 30)
           + random.normal(8, 2, (32, 32))).astype(np.float32) for t in np.linspace(0, 6.28, 120, endpoint=False)]
shown = 0


def show():
    global shown
    image.setImage(frames[shown % len(frames)], autoLevels=False, levels=(0, 400))
    shown += 1


timer = QtCore.QTimer()
timer.setTimerType(QtCore.Qt.TimerType.PreciseTimer)
timer.timeout.connect(show)
timer.start(16)
QtCore.QTimer.singleShot(int(float(sys.argv[1]) * 1000), app.quit)
window.show()
app.exec_() if hasattr(app, "exec_") else app.exec()
