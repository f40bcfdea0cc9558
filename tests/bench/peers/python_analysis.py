#!/usr/bin/env python3
"""Microseconds a frame of P1's work from Python: OpenCV, or SciPy where asked for. Reads frames of counts from a file.

usage: python_analysis.py cv2|scipy FRAMES.u16 SIDE ROUNDS
"""
import sys
import time

import numpy as np

which, path, side, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
frames = np.fromfile(path, np.uint16).reshape(-1, side, side)
B0, B1, B2, A1, A2 = map(np.float32, (0.0674553, 0.1349105, 0.0674553, -1.1429805, 0.4128016))
GAIN, THRESHOLD = np.float32(0.15), np.float32(8)
s1, s2 = np.zeros((side, side), np.float32), np.zeros((side, side), np.float32)


def low_pass(counts):
    global s1, s2
    x = counts.astype(np.float32) * GAIN
    y = B0 * x + s1
    s1 = B1 * x - A1 * y + s2
    s2 = B2 * x - A2 * y
    return y


if which == "cv2":
    import cv2
    cv2.setNumThreads(1)

    def analyse(counts):
        smooth = cv2.GaussianBlur(low_pass(counts), (5, 5), 1.0, borderType=cv2.BORDER_REPLICATE)
        count, labels, stats, centres = cv2.connectedComponentsWithStats((smooth > THRESHOLD).view(np.uint8))
        blobs = []
        for k in range(1, count):
            x, y, w, h = stats[k, :4]
            part = np.where(labels[y:y + h, x:x + w] == k, smooth[y:y + h, x:x + w], np.float32(0))
            at = part.argmax()
            total = float(part.sum())
            cx = float(part.sum(0) @ np.arange(x, x + w)) / total
            cy = float(part.sum(1) @ np.arange(y, y + h)) / total
            blobs.append((stats[k, 4], total, float(part.flat[at]), int(at), cx, cy))
        return blobs
else:
    from scipy import ndimage
    kernel = np.exp(-0.5 * np.arange(-2, 3) ** 2).astype(np.float32)
    kernel /= kernel.sum()
    eight = np.ones((3, 3), int)

    def analyse(counts):
        smooth = low_pass(counts)
        for axis in (0, 1):
            smooth = ndimage.correlate1d(smooth, kernel, axis, mode="nearest")
        labels, count = ndimage.label(smooth > THRESHOLD, eight)
        blobs = []
        for k, place in enumerate(ndimage.find_objects(labels), 1):
            part = np.where(labels[place] == k, smooth[place], np.float32(0))
            at, total = part.argmax(), float(part.sum())
            rows, cols = (np.arange(s.start, s.stop) for s in place)
            blobs.append((int((part > 0).sum()), total, float(part.flat[at]), int(at),
                          float(part.sum(0) @ cols) / total, float(part.sum(1) @ rows) / total))
        return blobs

best = float("inf")
for _ in range(rounds):
    began = time.process_time()
    for counts in frames:
        analyse(counts)
    best = min(best, (time.process_time() - began) / len(frames))
print(best * 1e6)
