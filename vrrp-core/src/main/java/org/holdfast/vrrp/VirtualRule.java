package org.holdfast.vrrp;

import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A routing policy rule that moves with mastership: packets that match all given selectors look up
 * {@code table}.
 *
 * @param priority 0 to 4294967295; the lowest is evaluated first
 * @param firewallMark 0 for any mark
 * @param firewallMask the bits of the mark that count; 0 for all
 */
public record VirtualRule(
    Family family,
    @Nullable IpPrefix from,
    @Nullable IpPrefix to,
    @Nullable String inputInterface,
    @Nullable String outputInterface,
    long firewallMark,
    long firewallMask,
    long table,
    long priority) {}
