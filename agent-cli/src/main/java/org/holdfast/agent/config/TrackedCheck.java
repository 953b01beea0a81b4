package org.holdfast.agent.config;

import org.holdfast.health.CheckSpec;

/**
 * A check that belongs to no real server and that VRRP instances track by name.
 *
 * @param name unique, such as {@code tcp 127.0.0.1:80}
 */
public record TrackedCheck(String name, CheckSpec spec) {}
