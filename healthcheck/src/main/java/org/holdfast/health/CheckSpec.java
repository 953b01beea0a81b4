package org.holdfast.health;

/** A check: what is asked, and when. Equal checks are run once, for all who want them. */
public record CheckSpec(Probe probe, CheckTiming timing) {}
