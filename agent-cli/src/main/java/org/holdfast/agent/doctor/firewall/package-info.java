/**
 * Determines whether the host's packet filter accepts incoming and outgoing adverts: parses the
 * output of nft and iptables-save as far as needed, and evaluates the rules as the kernel does.
 * PURE.
 */
@NullMarked
package org.holdfast.agent.doctor.firewall;

import org.jspecify.annotations.NullMarked;
