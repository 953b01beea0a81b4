package org.holdfast.agent.metrics;

/**
 * A GET or HEAD request at the port.
 *
 * @param path without the query
 * @param host the Host header; empty if there is none
 * @param accept the Accept header; empty if there is none
 * @param acceptEncoding the Accept-Encoding header; empty if there is none
 */
public record PortRequest(String path, String host, String accept, String acceptEncoding) {}
