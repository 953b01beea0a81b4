package org.holdfast.ipvs;

/** A service as it stands in the kernel's table; its servers are read separately. */
public record ServiceStatus(ServiceKey key, ServiceTerms terms, Traffic traffic) {}
