"""From step time to calendar days: failures, restarts and checkpoints.

Optimum checkpoint interval sqrt(2 d M) [Young 1974, Daly 2006]; lost share d/t + t/(2M) + R/M with checkpoint
stall d, interval t, mean time between failures M of the whole job and restart R.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from suanli.performance.machine import Array

__all__ = ["CHIP_MTBF_S", "attended", "goodput"]

# 419 unexpected interruptions of 16,384 H100 in 54 days (Llama 3 paper, 2407.21783, table 5): 51,000 chip-hours each
CHIP_MTBF_S = 54 * 86400 * 16384 / 419
RESTART_S = 900.0  # detect, replace a node, start, load: 10 to 20 minutes are reported for jobs of this size
WRITE_RATE = 2e9  # bytes/s that one node writes to shared storage
# Until 2022 people restarted jobs. OPT-175B [2205.01068, logbook]: 54 restarts in 56 days on 992 A100, for 33 days of
# training; BLOOM [2211.05100, chronicles]: one or two failures a week on 384 A100, 106 of 117 days trained. That is
# 25,000 and 43,000 chip-hours between failures (33,000 in the geometric mean) and, beside the tenth that every whole
# run takes, 13 hours each and none (5 for both). Jobs that restart themselves, over 90 % of the time in training, are
# reported from 2024 on: MegaScale [2402.15627], Llama 3 [2407.21783].
MANUAL_MTBF_S = 33_000 * 3600.0
MANUAL_S = 5 * 3600.0
MANUAL_UNTIL, UNATTENDED = 2022.0, 2024.0
STATE_BYTES = 14.0  # of a checkpoint, a parameter: 16-bit weights, 32-bit master and two moments


def goodput(params: Any, chips: Any, node: Any) -> Array:
    """Share of calendar time that trains: 1 less checkpoint stalls, work redone and restarts; at least 0.05.

    Planned stops and storage outages are left out (the Llama 3 run counted 47 planned beside 419 unplanned).
    """
    mtbf = CHIP_MTBF_S / np.asarray(chips, dtype=np.float64)
    nodes = np.maximum(np.asarray(chips) / node, 1.0)
    stall = 5.0 + STATE_BYTES * np.asarray(params) / (WRITE_RATE * nodes)
    interval = np.sqrt(2.0 * stall * mtbf)
    lost = stall / interval + interval / (2.0 * mtbf) + RESTART_S / mtbf
    return np.asarray(np.clip(1.0 - lost, 0.05, 1.0))


def attended(chips: Any, year: Any) -> Array:
    """Factor on the days of a job that people restart: 1 + hours a failure over hours between them, by year."""
    share = np.clip((UNATTENDED - np.asarray(year, dtype=np.float64)) / (UNATTENDED - MANUAL_UNTIL), 0.0, 1.0)
    return np.asarray(1.0 + share * MANUAL_S * np.asarray(chips) / MANUAL_MTBF_S)
