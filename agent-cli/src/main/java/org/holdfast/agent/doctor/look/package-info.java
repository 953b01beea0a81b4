/**
 * Collects the doctor's facts: /proc, /sys, netlink, nft and iptables, ARP probes, adverts. Blocks
 * the caller for a bounded time; reports what could not be read. Changes nothing.
 */
@NullMarked
package org.holdfast.agent.doctor.look;

import org.jspecify.annotations.NullMarked;
