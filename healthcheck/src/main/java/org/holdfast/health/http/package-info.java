/**
 * Probes web servers by HTTP/1.0 or 1.1, with or without TLS. Runs on the loop's thread of each
 * probe; regular expressions run on the workers of {@link org.holdfast.health.stream.Streams}.
 */
@NullMarked
package org.holdfast.health.http;

import org.jspecify.annotations.NullMarked;
