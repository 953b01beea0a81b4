package org.holdfast.health;

/** A check: a probe and its timing. Equal checks are run once, for all their listeners. */
public record CheckSpec(Probe probe, CheckTiming timing) {}
