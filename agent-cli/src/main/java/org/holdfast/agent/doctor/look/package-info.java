/**
 * Brings the doctor its facts: /proc, /sys, netlink, nft and iptables, ARP probes, adverts heard.
 * Each look blocks its caller, for a bounded time; what cannot be seen is told as such. Changes
 * nothing.
 */
@NullMarked
package org.holdfast.agent.doctor.look;

import org.jspecify.annotations.NullMarked;
