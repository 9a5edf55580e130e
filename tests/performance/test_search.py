"""Search: the pruned search has the exhaustive optimum, everything it proposes fits, more memory never hurts."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from suanli.catalog import models
from suanli.performance.layouts import Cut, cut_of, layout_at, parse_layout
from suanli.performance.machine import array, machine_of
from suanli.performance.memory import peak
from suanli.performance.search import Space, divisors, grid, search, shape_of_grid
from suanli.performance.shapes import shape_of
from suanli.performance.step import step_time
from suanli.performance.training import job_for, work_of
from suanli.terms import Layout


def grid_job(model: str, chip: str, chips: int, space: Space, *, batch: int = 512):
    """The job of a whole grid."""
    found = models.find(model)
    shape, _ = shape_of(found)
    machine = machine_of(chip)
    work, _ = work_of(found, shape, batch=batch, seq=2048, tokens=1e9)
    cut = grid(space, shape, machine, chips, batch, 2048)
    return job_for(work, shape, machine, cut, year=space.year)


@pytest.mark.parametrize(("model", "chips"), [("llama-2-70b", 96), ("gpt-3-175b", 256), ("mixtral-8x7b", 64)])
def test_pruning_keeps_the_optimum(model, chips):
    """Pruned and exhaustive search return the same layouts, in the same order, with the same times."""
    job = grid_job(model, "a100_sxm_80", chips, Space(full=True, year=2025))
    some, every = search(job), search(job, prune=False)
    assert some.order.tolist() == every.order.tolist()
    assert some.seconds.tolist() == every.seconds.tolist()
    assert every.looked == every.layouts
    assert some.looked <= every.looked


def test_what_is_found_fits_and_takes_all_chips():
    """Each layout found divides the chips, fits the memory, and its time is that of the layout alone."""
    job = grid_job("llama-2-70b", "a100_sxm_80", 64, Space(full=True, year=2025))
    found = search(job)
    assert found.order.size
    for at, seconds in zip(found.order, found.seconds, strict=True):
        layout = layout_at(job.cut, np.unravel_index(at, shape_of_grid(job.cut)))
        alone = msgspec.structs.replace(job, cut=cut_of(layout))
        assert layout.tp * layout.pp * layout.cp * layout.dp == 64
        assert float(peak(alone)) <= float(job.machine.memory)
        assert float(step_time(alone).seconds) == pytest.approx(seconds, rel=1e-12)


def test_more_memory_never_slower():
    """With more memory the best layout is at least as fast."""
    job = grid_job("llama-2-70b", "a100_sxm_40", 64, Space(year=2025))
    times = []
    for factor in (1.0, 1.5, 2.0, 4.0):
        roomy = msgspec.structs.replace(job.machine, memory=job.machine.memory * factor)
        found = search(msgspec.structs.replace(job, machine=roomy), keep=1)
        times.append(float(found.seconds[0]) if found.order.size else np.inf)
    assert times == sorted(times, reverse=True)


def test_idle_chips_are_a_choice():
    """With a prime number of chips only layouts that leave some idle exist beyond plain data parallelism."""
    strict = grid_job("llama-2-70b", "a100_sxm_80", 61, Space(year=2025))
    loose = grid_job("llama-2-70b", "a100_sxm_80", 61, Space(year=2025, idle=True))
    assert set(strict.cut.dp.ravel()) <= {1.0, 61.0}
    assert loose.cut.tp.size > strict.cut.tp.size
    assert float(np.max(loose.cut.chips)) <= 61


def test_era_limits_the_space():
    """Software of 2021 has no sequence parallelism, no selective recomputation and no zero-bubble schedule."""
    job = grid_job("gpt-3-175b", "a100_sxm_80", 64, Space(full=True, year=2021))
    assert set(job.cut.sp.ravel()) == {0.0}
    assert 1.0 not in set(job.cut.recompute.ravel())
    assert set(job.cut.schedule.ravel()) == {0.0}


def test_fixed_fields_stay():
    """What the caller fixes is what every layout has."""
    job = grid_job(
        "gpt-3-175b", "a100_sxm_80", 512, Space(fixed=parse_layout("tp8,pp16,mb1,recompute-full50"), year=2025)
    )
    cut = job.cut
    assert (set(cut.tp.ravel()), set(cut.pp.ravel()), set(cut.micro.ravel())) == ({8.0}, {16.0}, {1.0})
    assert (set(cut.recompute.ravel()), set(cut.again.ravel())) == ({2.0}, {0.5})


def test_layout_words_and_back():
    """A layout's words read back to the same layout; nonsense is refused."""
    from suanli.errors import Unknown

    layout = Layout(tp=8, pp=16, dp=4, vpp=2, cp=2, ep=4, zero=1, micro_batch=2, recompute="full25")
    assert Layout(**parse_layout(str(layout))) == layout
    with pytest.raises(Unknown, match="tp8"):
        parse_layout("tp8,banana")
    with pytest.raises(Unknown):
        cut_of(Layout(recompute="sometimes"))


def test_divisors():
    """All divisors in order."""
    assert divisors(12) == [1, 2, 3, 4, 6, 12]
    assert divisors(1) == [1]
    assert divisors(200_000)[-2:] == [100_000, 200_000]


def test_grid_is_broadcast():
    """A grid's fields broadcast to one shape; chips of a layout come from its own fields."""
    job = grid_job("llama-2-7b", "h100_sxm_80", 16, Space(year=2025))
    shape = shape_of_grid(job.cut)
    assert all(np.broadcast_shapes(getattr(job.cut, n).shape, shape) == shape for n in Cut.__struct_fields__)
    assert np.all(job.cut.chips == array(16))
