package org.holdfast.agent;

import org.holdfast.vrrp.io.VrrpService;

/** What an agent consists of: who asks all of it, or changes all of it, is given this. */
record Parts(
    Scripts scripts,
    Notices notices,
    Webhooks webhooks,
    Hooks hooks,
    LoadBalancer balancer,
    VrrpService vrrp,
    Health health,
    Bfd bfd,
    Watches watches,
    OrderDesk orders) {}
