package org.holdfast.agent.config;

import org.holdfast.health.CheckSpec;

/**
 * A check that does not belong to a server, such as one that VRRP instances track.
 *
 * @param name unique, such as {@code tcp 127.0.0.1:80}
 */
public record NamedCheck(String name, CheckSpec spec) {}
