"""The step time again with plain floats, written from the equations of docs/methods/training.md, dense models only.

It shares no code with the arrays: only their inputs (sizes, rates, constants) are read.
"""

from __future__ import annotations

import math

TILES = ((256, 128, 1.0), (128, 256, 1.0), (128, 128, 0.90), (128, 64, 0.72), (64, 64, 0.50))


class Plain:
    """A job of one dense model, layout and machine as floats."""

    def __init__(self, job) -> None:
        for part in ("shape", "cut", "machine", "dials"):
            struct = getattr(job, part)
            for name in struct.__struct_fields__:
                value = getattr(struct, name)
                if name not in ("chip", "assumptions"):
                    setattr(self, f"{part[0]}_{name}", float(value))
        for name in (
            "seq",
            "batch",
            "flash",
            "low",
            "grad_width",
            "overlap",
            "fused",
            "units",
            "listed",
            "flat",
            "slots",
            "blocking",
            "bare",
            "ported",
            "recore",
            "torch",
            "parallel",
            "stepwise",
        ):
            setattr(self, name, float(getattr(job, name)))
        self.tokens = self.c_micro * self.seq / self.c_cp

    def use(self, m, n, groups):
        best = 0.0
        for rows, columns, quality in TILES:
            tiles = math.ceil(m / rows) * math.ceil(n / columns) * groups
            slots = math.ceil(tiles / self.m_units) * self.m_units * rows * columns
            best = max(best, quality * m * n * groups / max(slots, 1.0))
        return max(min(best, 1.0), 1e-6) ** self.d_gemm_wave

    def gemm(self, m, n, k, *, groups=1.0, low=0.0, out=2.0):
        flops = 2 * m * n * k * groups
        if flops == 0:
            return 0.0
        peak = self.m_flops * self.d_gemm8 if low else self.m_flops16
        compute = flops / (
            peak * self.d_gemm_ceiling * self.d_throttle * self.use(m, n, groups) * k / (k + self.d_gemm_k_half)
        )
        compute /= self.d_unaligned if m % 64 or n % 64 or k % 64 else 1
        memory = ((m * k + k * n) * (2 - low) + m * n * out) * groups / (self.m_hbm_rate * self.d_hbm)
        return (compute**4 + memory**4) ** 0.25

    def linear(self, n, k, low):
        forward = self.gemm(self.tokens, n, k, low=low)
        inputs = self.gemm(self.tokens, k, n, low=low)
        weights = self.gemm(k, n, self.tokens, low=low, out=2 * self.grad_width)
        cast = 8 if self.flat and self.grad_width > 2 else 0
        added = 0 if self.flash else self.move((2 + 2 * self.grad_width + cast) * k * n)
        return forward, inputs + weights + added

    def joined(self, latency, wire):
        h = self.d_ramp
        return (latency**h + wire**h) ** (1 / h) if wire > 0 else 0.0

    def gather(self, size, members, stride):
        inside = max(min(members, max(self.m_domain // max(stride, 1), 1)), 1)
        nodes = max(math.ceil(members / inside), 1)
        near = self.joined(self.d_link_latency / 2, size * (inside - 1) / inside / (self.m_link_rate * self.d_link))
        far = self.joined(self.d_nic_latency, size / inside * (nodes - 1) / nodes / (self.m_nic_rate * self.d_nic))
        hops = self.d_ring_hop * (nodes - 1 + 0.35 * (inside - 1) * nodes) if nodes > 1 else 0
        return max(near, far + hops)

    def move(self, size):
        return size / (self.m_hbm_rate * self.d_hbm)

    def core(self):
        if self.flash:
            flops = 2 * self.tokens * self.seq / 2 * self.s_heads / self.c_tp * (self.s_head_dim + self.s_v_dim)
            rate = self.m_flops16 * self.d_throttle * self.d_attention * self.seq / (self.seq + self.d_attention_half)
            rate *= self.d_ported if self.ported else 1
            return flops / rate, flops / rate * 2.5 / 0.85
        rows, d, batch = self.seq / self.c_cp, self.s_head_dim, self.c_micro * self.s_heads / self.c_tp
        products = self.gemm(rows, rows, d, groups=batch) + self.gemm(rows, d, rows, groups=batch)
        odd = d % 8 > 0
        whole = products * (self.d_misaligned if odd else 1) + self.move(
            (9 + 24 * self.stepwise) * rows * rows * batch * self.d_softmax
        )
        return whole, whole * 2

    def passes(self):
        spread = self.c_tp if self.c_sp else 1
        inner = self.s_ffn / self.c_tp
        body = (20 - 8 * self.parallel) * self.s_hidden / spread + 8 * (
            self.s_heads + self.s_kv_heads
        ) * self.s_head_dim / self.c_tp
        cast = 5 * (2 * self.s_hidden + self.s_heads * self.s_v_dim / self.c_tp + inner) * self.low * self.d_cast8
        act = (4 + 2 * self.s_gated) * inner
        traffic = self.d_traffic * (1 if self.fused else self.d_unfused)
        return self.move(self.tokens * ((body + act) * traffic + cast))

    def host(self, busy, factor):
        launch = (24 + 8 * (1 - self.flash) + 4 * (self.c_tp > 1)) * factor * self.d_host_op
        return 1.5 * launch if self.blocking else (busy**4 + launch**4) ** 0.25 - busy

    def layer(self):
        """(forward, backward, recomputed) seconds of a layer."""
        tp, h, low = self.c_tp, self.s_hidden, self.low
        kv = max(self.s_kv_heads / tp, 1)
        parts = [
            (self.s_heads * self.s_head_dim / tp + 2 * kv * self.s_head_dim, h),
            (h, self.s_heads * self.s_v_dim / tp),
            ((1 + self.s_gated) * self.s_ffn / tp, h),
            (h, self.s_ffn / tp),
        ]
        forward = sum(self.linear(n, k, low)[0] for n, k in parts)
        backward = sum(self.linear(n, k, low)[1] for n, k in parts)
        core, core_back = self.core()
        move = self.passes()
        exposed = self.d_tp_exposed if self.overlap and not self.bare else 1
        swap = 2 * (2 - self.parallel) * self.gather(2 * self.tokens * h, tp, 1) * exposed
        size = 2 * self.c_micro * self.seq * kv * (self.s_head_dim + self.s_v_dim)
        ring = (core**3 + self.gather(size, self.c_cp, tp) ** 3) ** (1 / 3) - core
        forward += core + move + swap + ring
        again = 1 + 0.5 * self.c_sp * max(1 - self.overlap, self.torch)
        backward += core_back + 2 * move + swap * again + 2 * ring
        host = self.host(forward, 1.0)
        forward, backward = forward + host, backward + self.host(backward, 1.8)
        own = self.c_tp == 1 or not self.recore
        every_other = self.c_recompute == 1 and self.c_zero >= 3 and own and self.flash
        if self.c_recompute == 2:
            return forward, backward, self.c_again * forward
        if every_other:
            return forward, backward, forward / 2
        if self.c_recompute == 1:
            return forward, backward, move / 2 if self.flash and not self.recore else core
        return forward, backward, 0.0

    def stages(self):
        slots = self.slots and self.c_pp > 1
        layers = self.s_layers + (2 if slots else 0)
        most = math.ceil(layers / self.c_pp)
        left = most * self.c_pp - layers
        one = self.s_layers * (self.params(1, ends=0) * self.c_tp)
        heavy = 1 if self.c_vpp > 1 else max(math.floor(self.s_vocab * self.s_hidden * self.s_layers / one), 1)
        return most, most - min(1 if slots else min(left, heavy), most - 1)

    def params(self, most, ends=1):
        s = self
        attention = s.s_heads * s.s_v_dim * s.s_hidden + s.s_hidden * s.s_head_dim * (s.s_heads + 2 * s.s_kv_heads)
        ffn = (2 + s.s_gated) * s.s_hidden * s.s_ffn
        ends *= s.s_vocab * s.s_hidden * (1 if s.c_pp > 1 else 2 - s.s_tied)
        return (most * (attention + ffn) + ends) / s.c_tp

    def bubble(self, forward, backward):
        steps, late = max(self.c_pp - 1, 0), backward / 2
        if self.c_schedule == 2:
            return steps * forward
        if self.c_schedule == 3:
            return max(self.c_pp / 2 - 1, 0) * max(forward + backward - 1.5 * late, 0)
        return steps * (forward + backward) / max(self.c_vpp, 1)

    def head(self):
        columns = self.s_vocab / self.c_tp
        forward, backward = self.linear(columns, self.s_hidden, 0.0)
        both = 2 * self.move(10 * self.tokens * columns * self.d_head) + 2 * self.move(8 * self.tokens * self.s_hidden)
        return forward + backward + both

    def exchange(self, weights, micro, slow, middle):
        """(sharding, gradients): seconds not hidden."""
        whole, width = self.c_dp * self.c_cp, self.grad_width
        units = self.stages()[0] * self.units
        gather = units * self.gather(2 * weights / units, whole, self.c_tp)
        reduce = units * self.gather(width * weights / units, whole, self.c_tp)
        times = 2 + (self.c_again if self.units > 1 and self.c_recompute == 2 else 0)
        traffic = times * gather + reduce if self.c_zero >= 3 else reduce + gather / micro
        copied = (times + 1) * units * whole * self.d_shard_copy * self.listed
        ahead = min(max(1e9 * units / weights - 1, 0), 1) if self.units > 1 else 1
        shard = (traffic - self.d_shard_hidden * self.overlap * ahead * min(traffic, slow) + copied) * micro
        once = 2 if self.flat else width
        again = 0 if self.m_in_network else once
        sent = once + (2 + self.flat * (self.c_pp > 1) * again if self.c_zero >= 1 else again)
        cost = self.gather(sent * weights, whole, self.c_tp)
        window = middle * (1 + min(self.c_pp, micro) * (max(self.c_vpp, 1) - 1)) / max(self.c_vpp, 1)
        dp = cost - self.d_dp_hidden * self.overlap * min(cost, window)
        far = self.c_tp * self.c_pp * self.c_cp * self.c_dp * (1 - 1 / self.c_pp)
        ends = 2 * self.gather(width * self.s_vocab * self.s_hidden / self.c_tp, 2, far)
        tied = ends if self.c_pp > 1 and self.s_tied else 0.0
        often = self.c_zero >= 2 and self.c_pp <= 1
        return (shard, tied) if often else (0.0, dp + tied)

    def seconds(self) -> float:
        """Seconds of one step."""
        chips = self.c_tp * self.c_pp * self.c_cp * self.c_dp
        most, last = self.stages()
        forward, backward, again = self.layer()
        size = 2 * self.tokens * self.s_hidden / self.c_tp
        rate, latency = (
            (self.m_link_rate * self.d_link, self.d_link_latency / 2)
            if chips / self.c_pp < self.m_domain
            else (self.m_nic_rate * self.d_nic, self.d_nic_latency)
        )
        once = self.joined(latency, size / rate)
        exposed = self.d_pp_exposed if self.overlap else 1
        send = 2 * self.c_vpp * once * exposed if self.c_pp > 1 else 0.0
        middle = most * (forward + backward + again) + send
        slow = max(middle, last * (forward + backward + again) + self.head() + send)
        micro = math.ceil(self.batch / (self.c_dp * self.c_micro))
        weights = self.params(most)
        shard, dp = self.exchange(weights, micro, slow, middle)
        mine = weights / (self.c_dp * self.c_cp) if self.c_zero >= 1 else weights
        adam = self.move(30 * mine * self.d_optimizer)
        if self.c_offload:
            adam = 4 * mine / self.m_host_rate + 16 * mine / 2e10
        idle = self.bubble(most * forward, most * (backward + again))
        body = micro * slow + idle + shard + dp + adam + self.d_step_fixed
        return body * (1 + self.d_straggler * math.log2(max(chips / max(self.m_node, min(self.m_domain, 72)), 1)))
