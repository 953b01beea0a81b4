package org.holdfast.ipvs;

/** The state of a service in the kernel's table; its servers are read separately. */
public record ServiceStatus(ServiceKey key, ServiceTerms terms, Traffic traffic) {}
