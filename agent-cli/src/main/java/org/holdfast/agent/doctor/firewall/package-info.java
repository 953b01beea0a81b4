/**
 * Whether the host's packet filter lets adverts in and out: the texts of nft and iptables-save,
 * read as far as it takes, and walked as the kernel would. PURE.
 */
@NullMarked
package org.holdfast.agent.doctor.firewall;

import org.jspecify.annotations.NullMarked;
