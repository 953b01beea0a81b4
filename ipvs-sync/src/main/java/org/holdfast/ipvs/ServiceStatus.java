package org.holdfast.ipvs;

/** A service as it stands in the kernel's table; its servers are asked for by themselves. */
public record ServiceStatus(ServiceKey key, ServiceTerms terms, Traffic traffic) {}
