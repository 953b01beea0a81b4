/**
 * Evaluates whether the host's packet filter lets adverts in and out: parses the output of nft and
 * iptables-save as far as needed, and walks the rules as the kernel does. PURE.
 */
@NullMarked
package org.holdfast.agent.doctor.firewall;

import org.jspecify.annotations.NullMarked;
