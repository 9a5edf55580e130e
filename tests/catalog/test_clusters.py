"""The cluster files: names found, chips known, links that add up."""

from __future__ import annotations

import pytest

from suanli.catalog import chips, clusters
from suanli.catalog.loading import fold, spellings


def test_nodes_and_named_installations_are_there():
    """The boxes and clusters that the measured runs and the articles speak of can be asked for."""
    names = (
        "DGX-1",
        "DGX-2",
        "DGX A100",
        "DGX H100",
        "HGX H200",
        "DGX B200",
        "GB200 NVL72",
        "GB300 NVL72",
        "HGX A800",
        "HGX H800",
        "HGX H20",
        "Selene",
        "Jean Zay",
        "Eos",
        "Perlmutter",
        "Meta RSC",
        "CloudMatrix 384",
        "Colossus",
        "Fire-Flyer 2",
        "Atlas 800T A2",
        "L40S box",
        "RTX 4090 box",
        "MI300X platform",
        "AWS p4d",
        "Azure NDv5",
    )
    for name in names:
        assert clusters.find(name).name
    assert len(clusters) >= 80


@pytest.mark.parametrize("name", list(clusters))
def test_a_cluster_is_consistent(name):
    """Its chip and node exist, counts multiply, links agree with the chip's own
    figure (Gaudi keeps three of its 24 ports for the outside), a source is named."""
    c = clusters[name]
    assert c.sources[c.source].publisher
    assert c.kind in {"node", "cluster"}
    if c.chip:
        chip = chips[c.chip]
        if c.scaleup_gb_s and chip.scaleup_gb_s and c.domain_chips and c.domain_chips > 2:
            assert 0.85 <= c.scaleup_gb_s / chip.scaleup_gb_s <= 1.05, (c.scaleup_gb_s, chip.scaleup_gb_s)
    if c.node:
        assert clusters[c.node].kind == "node"
    if c.nodes and c.chips_per_node and c.chips:
        assert c.nodes * c.chips_per_node == pytest.approx(c.chips, rel=0.05)
    if c.domain_chips and c.chips:
        assert c.domain_chips <= c.chips


def test_no_two_clusters_share_a_name():
    """A name finds one cluster only."""
    seen: dict[str, str] = {}
    for c in clusters.values():
        for word in {fold(w) for w in (c.id, *spellings(c))}:
            assert seen.setdefault(word, c.id) == c.id, word


def test_export_variants_differ_in_their_links():
    """A800 and H800 boxes have the cut links, H20 boxes the full ones."""
    link = {n: clusters[n].scaleup_gb_s for n in ("hgx_a800", "dgx_a100_80", "hgx_h800", "dgx_h100", "hgx_h20")}
    assert link["hgx_a800"] == 400 < link["dgx_a100_80"] == 600
    assert link["hgx_h800"] == 400 < link["dgx_h100"] == link["hgx_h20"] == 900
