"""python_recorder.py TTY OUT ROWS COLS SECONDS LIBCOBS: the same job as `rollscope record`, written the best way
Python offers: pyserial, a COBS decoder in C, zlib, OpenCV, h5py with shuffle and gzip. Prints its frames."""
import ctypes
import sys
import time
import zlib

import cv2
import h5py
import numpy as np
import serial

HEADER = 16  # docs/wire-format.md: type, width, flags, sequence, device time
KPA_PER_COUNT, THRESHOLD_KPA = 0.15, 8.0
B0, B1, B2, A1, A2 = 0.0674553, 0.1349105, 0.0674553, -1.1429805, 0.4128016


class Analysis:
    def __init__(self, rows, cols):
        self.s1 = np.zeros((rows, cols), np.float32)
        self.s2 = np.zeros((rows, cols), np.float32)

    def process(self, counts):
        kpa = counts.astype(np.float32) * np.float32(KPA_PER_COUNT)
        low = np.float32(B0) * kpa + self.s1
        self.s1 = np.float32(B1) * kpa - np.float32(A1) * low + self.s2
        self.s2 = np.float32(B2) * kpa - np.float32(A2) * low
        smooth = cv2.GaussianBlur(low, (5, 5), 1.0)
        mask = (smooth > THRESHOLD_KPA).view(np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        blobs = []
        for i in range(1, count):
            x, y, w, h, area = stats[i]
            here = labels[y:y + h, x:x + w] == i
            part = smooth[y:y + h, x:x + w] * here
            total = float(part.sum())
            cx = float((part.sum(axis=0) * np.arange(x, x + w)).sum()) / total
            cy = float((part.sum(axis=1) * np.arange(y, y + h)).sum()) / total
            blobs.append((area, total, float(part.max()), cx, cy))
        return blobs


def main():
    tty, out, rows, cols, seconds, library = sys.argv[1:]
    rows, cols, seconds = int(rows), int(cols), float(seconds)
    decode = ctypes.CDLL(library).plain_cobs_decode
    decode.restype, decode.argtypes = ctypes.c_size_t, (ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p)
    cv2.setNumThreads(1)
    packet = ctypes.create_string_buffer(2 * rows * cols * 2 + 4096)
    analysis, frames, first, quarter, rest = Analysis(rows, cols), 0, None, [], b""
    port = serial.Serial(tty, timeout=3)
    with h5py.File(out, "w") as file:
        data = file.create_dataset("counts", (0, rows, cols), "u2", maxshape=(None, rows, cols),
                                   chunks=(25, rows, cols), shuffle=True, compression="gzip", compression_opts=4)
        while first is None or time.monotonic() - first < seconds:
            got = port.read(port.in_waiting or 1)
            if not got:
                break
            pieces = (rest + got).split(b"\0")
            rest = pieces.pop()
            for piece in pieces:
                size = decode(piece, len(piece), packet)
                if size < HEADER + rows * cols * 2 + 4 or packet.raw[0] != 2:
                    continue
                body = packet.raw[:size]
                if zlib.crc32(body[:-4]) != int.from_bytes(body[-4:], "little"):
                    continue
                counts = np.frombuffer(body, "<u2", rows * cols, HEADER).reshape(rows, cols)
                analysis.process(counts)
                quarter.append(counts)
                frames += 1
                if first is None:
                    first = time.monotonic()
                if len(quarter) == 25:
                    data.resize(data.shape[0] + 25, axis=0)
                    data[-25:] = np.stack(quarter)
                    file.flush()
                    quarter = []
    print(frames)


main()
