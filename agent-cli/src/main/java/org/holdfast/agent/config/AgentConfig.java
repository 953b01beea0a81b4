package org.holdfast.agent.config;

import org.holdfast.vrrp.VrrpConfig;

/**
 * What a configuration file says, checked and with its defaults filled in.
 *
 * @param routerId how this director calls itself in logs and mails
 */
public record AgentConfig(String routerId, VrrpConfig vrrp) {}
