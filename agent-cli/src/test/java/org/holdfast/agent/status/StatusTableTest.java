package org.holdfast.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatusTableTest {

  @Test
  void theColumnsOfAReportAreAligned() {
    assertThat(StatusTable.details(Reports.full(), _ -> true))
        .isEqualTo(
            """
            VI_1          MASTER since 2026-01-31T10:47:55+00:00 (12 min 5 s)
              now         it hears no other master
              history     became MASTER: no advert had come for 3.414 s
              router      VRRPv3 IPv4, VRID 51 on eth0, from 192.0.2.1
              group       VG_1
              links       eth0 up, eth1 DOWN
              priority    150 - 60 (interface eth1 failed) = 90
              track       interface eth1    failed for 12 min 5 s, takes 60
                          script web-alive  ok for 3 s, adds 10
                          file load         0 for 0 s
              heard       192.0.2.2, priority 100, every 1.00 s, heard 12 min 8 s ago
              timers      advert every 1.00 s, next in 312 ms
              address     203.0.113.10/24 dev eth0      held
                          203.0.113.9/24  dev eth0.100  WANTED BUT MISSING
                          2001:db8::10/64 dev eth0      held, not advertised
              route       192.0.2.0/24 via 203.0.113.1                   held
                          default via 203.0.113.7 table 100              WANTED BUT MISSING: add route default via 203.0.113.7 table 100: Network is unreachable
              rule        from 203.0.113.10/32 lookup 100 priority 1000  WANTED BUT MISSING
              packets     726 sent, 3 received, 2 not sent, 1 with other addresses than ours
              rejected    12 ttl, 1 password
              counts      became master once, 10 announcements, 2 addresses put back, 1 route put back

            VI_2          BACKUP since 2026-01-31T10:59:00+00:00 (1 min)
              now         192.0.2.2 is master with priority 150, ours is 100
              history     became BACKUP: the agent started
              warning     192.0.2.2 lists 203.0.113.12 too, we do not, for 1 min 1 s
              router      VRRPv2 IPv4, VRID 52 on eth0, from 192.0.2.1
              group       VG_1
              links       eth0 up
              priority    100
              master      192.0.2.2, priority 150, every 1.00 s, heard 61 ms ago
              timers      advert every 1.00 s, master-down time ends in 3.55 s, preempts in 30.00 s
              address     203.0.113.11/24 dev eth0  NOT WANTED BUT PRESENT
              packets     0 sent, 60 received
              counts      never became master, 0 announcements

            VI_6          FAULT since 2026-01-31T10:59:59+00:00 (1 s)
              now         interface eth1 is up again, which counts in 2.50 s; tracked script web-alive failed
              history     became FAULT: interface eth1 down
              router      VRRPv3 IPv6, VRID 61 on eth1, from no address yet
              links       eth1 DOWN, the opposite counts in 2.50 s
              priority    100
              track       script web-alive     failed for 3 s, a fault
                          process maintenance  failed for 1 min 1 s, reversed
              timers      advert every 100 ms
              address     fe80::100/64 dev eth1  not held
              packets     0 sent, 0 received
              counts      never became master, 0 announcements

            VI_7          STOP (handing over) since 2026-01-31T10:59:59+00:00 (0 s)
              now         the agent stops: it serves until a successor does, for 580 ms at most
              history     became STOP: the agent stops
              router      VRRPv3 IPv4, VRID 53 on eth0, from 192.0.2.1
              links       eth0 up
              priority    150
              heard       192.0.2.3, resigned (priority 0), every 1.00 s, heard 400 ms ago
              timers      advert every 1.00 s, lets go in 580 ms
              packets     90000 sent, 0 received
              counts      became master 3 times, 30 announcements

            group VG_1    MIXED: VI_1 MASTER, VI_2 BACKUP; waits: VI_2 still hears 192.0.2.2

            web           UP since 2026-01-31T07:58:00+00:00 (3 h 2 min): weight 100, 1 needed
              service     TCP 203.0.113.10:80 dr wlc, persistence 300 s, with VI_1, warm standby
                          TCP 203.0.113.10:443 dr wlc, persistence 300 s, with VI_1, warm standby
              REFUSED     TCP 203.0.113.10:443 is not as configured: scheduler rr (expected: wlc); no wlc
              server      192.168.1.10:80  up since 2026-01-31T07:58:00+00:00 (3 h 2 min), weight 100, 31 active and 12 inactive connections
                          192.168.1.11:80  DOWN since 2026-01-31T10:59:48+00:00 (12 s), not in the table, 1 active and 2 inactive connections, THE KERNEL HAS IT WITH WEIGHT 100 (Operation not permitted): tcp 192.168.1.11:80: connection refused
              sorry       192.168.1.99:80  idle, not in the table

            mail          DOWN since 2026-01-31T07:58:00+00:00 (3 h 2 min): weight 0, 2 needed, the sorry server serves
              service     FWM 7 nat rr
              sorry       192.168.1.99:25  serving, weight 1, MISSING IN THE KERNEL

            ipvs          3 repairs, 0 refusals, 2 foreign services (TCP 10.77.0.55:99, UDP 10.77.0.55:53)
              sync daemon master eth0 id 51

            bfd rack7     Up for 1 min with 192.0.2.7: the neighbour is up; lost after 30 ms
            script web-alive DOWN for 3 s: exited with status 2; next in 500 ms; 90 runs, 3 failed; wrote: no such host

            checks
              http 192.168.1.10:80/healthz  up for 3 h 2 min: status 200 in 0.42 ms; next in 800 ms; 5460 runs, 2 failed
              tcp 192.168.1.11:80           DOWN for 12 s: connection refused in 61 ms; 5400 runs, 12 failed, 3 not run, turned once
              bfd rack7                     undecided for 1 s: not run yet; 0 runs
            """);
  }
}
