package org.holdfast.agent.config;

import org.holdfast.health.CheckSpec;

/**
 * A check of its own, not of a real server, which VRRP instances track by its name.
 *
 * @param name unique, such as {@code tcp 127.0.0.1:80}
 */
public record TrackedCheck(String name, CheckSpec spec) {}
