package org.holdfast.vrrp;

import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A routing policy rule that moves with the mastership: packets that match all that is given look
 * up {@code table}.
 *
 * @param priority 0 to 4294967295; lower comes first
 * @param firewallMark 0 for any
 * @param firewallMask bits of the mark that count; all when 0
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
