# Makes the units of one agent for each network namespace (holdfast@NAME.service: the namespace NAME,
# /etc/holdfast/NAME.yaml, the control socket /run/holdfast-NAME/control.sock) of the host's units.
s#^Description=Holdfast: #Description=Holdfast in the network namespace %i: #
s#/etc/holdfast/holdfast\.yaml#/etc/holdfast/%i.yaml#
s#bin/holdfast run$#& --config /etc/holdfast/%i.yaml --control-socket /run/holdfast-%i/control.sock#
s#bin/holdfast reload$#& --control-socket /run/holdfast-%i/control.sock#
s#bin/holdfast release$#& --control-socket /run/holdfast-%i/control.sock#
s#holdfast-release\.service#holdfast-release@%i.service#
s#Before=holdfast\.service#Before=holdfast@%i.service#
s#/run/holdfast\([ ,]\|$\)#/run/holdfast-%i\1#
s#^\(RuntimeDirectory\|StateDirectory\)=holdfast$#&-%i#
s#/var/lib/holdfast and a /tmp#/var/lib/holdfast-%i and a /tmp#
/^# Only one of them can own/d
/^Conflicts=keepalived/d
s#^Type=\(notify\|oneshot\)$#&\
NetworkNamespacePath=/run/netns/%i#
