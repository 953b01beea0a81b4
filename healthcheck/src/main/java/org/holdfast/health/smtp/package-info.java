/**
 * Probes whether a mail server answers: greeting, EHLO or HELO, STARTTLS, QUIT (RFC 5321, RFC
 * 3207). Delivers nothing and never authenticates. Runs on the loop's thread of each probe.
 */
@NullMarked
package org.holdfast.health.smtp;

import org.jspecify.annotations.NullMarked;
