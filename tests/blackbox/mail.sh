#!/bin/bash
# A real Postfix and a real Dovecot on loopback, without systemd, with folders, ports and certificates of their own. To be
# sourced after lib.sh. Nothing leaves this machine. As root, or as a login with subordinate ids (uidmap).
#
#   stadt.example   the domain of the bridge: Postfix hands its mail to LMTP on 127.0.0.1:$bridge_lmtp (verbund-mail)
#   post.example    mailboxes of volunteers, by Dovecot; +detail is kept
#   box.example     mailboxes as well: of a bridge that only has one (IMAP)
#
# mail_start sets: mail (folder), mail_ca (CA of the server), mail_smtp (the port for everybody), mail_submission (587: STARTTLS and
# a login needed), mail_smtps (465, the same), mail_imap, mail_imaps, bridge_lmtp. What comes in with a login (mail_submission,
# mail_smtps) gets "Authentication-Results: mx.stadt.example; dmarc=pass", as from a provider that vouches for it.
# The certificate is for the address 127.0.0.1 and for no name: by the name localhost it does not fit.

mail_password=geheim-1

# mail_user ADDRESS: makes a mailbox (of post.example or box.example), with the password above.
mail_user() { printf '%s:{PLAIN}%s\n' "$1" "$mail_password" >>"$mail/users"; }

# mail_conf OFFICE [LINE...]: writes its mail.conf: submission with TLS and a login, LMTP in. LINEs are added.
mail_conf() {
	local office=$1
	shift
	printf '%s\n' "$mail_password" >"$base/$office/mail.password"
	printf '%s\n' 'address beirat@stadt.example' 'name "Integrationsbeirat Köln"' "submission smtps://127.0.0.1:$mail_smtps" \
		'user bruecke@post.example' "password-file $base/$office/mail.password" "ca-file $mail_ca" \
		"receive lmtp://127.0.0.1:$bridge_lmtp" 'authserv-id mx.stadt.example' "$@" >"$base/$office/mail.conf"
}

# mailbox ADDRESS COMMAND [WHAT]: counts, prints or empties what lies in a mailbox: count, all (one after the other), last,
# wait COUNT (until so many are there).
mailbox() {
	local folder=$mail/boxes/$1/new
	case $2 in
	count) find "$folder" "$mail/boxes/$1/cur" -type f 2>/dev/null | wc -l ;;
	files) find "$folder" "$mail/boxes/$1/cur" -type f -printf '%T@ %p\n' 2>/dev/null | sort -n | cut -d ' ' -f 2- ;;
	all) mailbox "$1" files | tr '\n' '\0' | xargs -0r cat ;;
	last) mailbox "$1" files | tail -n 1 | tr '\n' '\0' | xargs -0r cat ;;
	wait) wait_until 30 mailbox "$1" has "$3" ;;
	has) [ "$(mailbox "$1" count)" -ge "$3" ] ;;
	empty) mailbox "$1" files | tr '\n' '\0' | xargs -0r rm ;;
	esac
}

# mail_post FROM TO [SWAKS_ARGUMENT...]: hands a mail to the port for everybody, as a stranger's server does. mail_send: with
# the login of FROM, as a mail program does.
mail_post() { swaks --server 127.0.0.1 --port "$mail_smtp" --from "$1" --to "$2" "${@:3}" >"$base/swaks" 2>&1; }
mail_send() {
	mail_post "$1" "$2" --port "$mail_smtps" --tls-on-connect --auth LOGIN --auth-user "$1" --auth-password "$mail_password" "${@:3}"
}

mail_certificates() {
	(
		cd "$mail" || exit
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj "/CN=Test CA" \
			-addext basicConstraints=critical,CA:TRUE -keyout ca.key -out ca.pem || exit
		openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=mail" -keyout key.pem -out request.pem || exit
		openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 90 -out cert.pem \
			-extfile <(echo subjectAltName=IP:127.0.0.1)
	) >"$mail/openssl.log" 2>&1
}

mail_dovecot_conf() {
	local user group id
	user=$(id -un) group=$(id -gn) id="uid=$(id -u) gid=$(id -g)"
	# Dovecot gives mail to no root.
	[ "$(id -u)" -ne 0 ] || { user=dovecot group=dovecot id="uid=$(id -u dovecot) gid=$(id -g dovecot)"; }
	chmod 711 "$base"
	chmod 755 "$mail"
	mkdir -p "$mail/boxes" && chown "$user:$group" "$mail/boxes"
	: >"$mail/users"
	chmod 644 "$mail/users"
	cat <<-END
		base_dir = $mail/dovecot
		state_dir = $mail/dovecot
		log_path = $mail/dovecot.log
		default_internal_user = $user
		default_login_user = $user
		default_internal_group = $group
		protocols = imap lmtp
		listen = 127.0.0.1
		ssl = yes
		ssl_cert = <$mail/cert.pem
		ssl_key = <$mail/key.pem
		disable_plaintext_auth = no
		first_valid_uid = 1
		first_valid_gid = 1
		mail_location = maildir:~
		recipient_delimiter = +
		auth_mechanisms = plain login
		passdb {
		  driver = passwd-file
		  args = scheme=PLAIN username_format=%Lu $mail/users
		}
		userdb {
		  driver = static
		  args = $id home=$mail/boxes/%Lu
		}
		service anvil {
		  chroot =
		}
		service auth {
		  unix_listener $mail/auth {
		    mode = 0666
		  }
		}
		service imap-login {
		  chroot =
		  inet_listener imap {
		    port = $mail_imap
		  }
		  inet_listener imaps {
		    port = $mail_imaps
		    ssl = yes
		  }
		}
		service stats {
		  chroot =
		}
		service lmtp {
		  inet_listener lmtp {
		    address = 127.0.0.1
		    port = $mail_lmtp
		  }
		}
		namespace inbox {
		  inbox = yes
		}
	END
}

mail_postfix_conf() {
	mkdir -p "$mail/etc" "$mail/spool" "$mail/data"
	chmod 755 "$mail/etc" "$mail/spool"
	chown postfix "$mail/data"
	printf '%s\n' "post.example lmtp:inet:127.0.0.1:$mail_lmtp" "box.example lmtp:inet:127.0.0.1:$mail_lmtp" >"$mail/etc/transport"
	cat >"$mail/etc/main.cf" <<-END
		compatibility_level = 3.6
		queue_directory = $mail/spool
		data_directory = $mail/data
		command_directory = /usr/sbin
		daemon_directory = /usr/lib/postfix/sbin
		mail_owner = postfix
		setgid_group = postdrop
		inet_interfaces = 127.0.0.1
		inet_protocols = ipv4
		myhostname = mx.stadt.example
		mydomain = stadt.example
		mynetworks = 127.0.0.0/8
		mydestination =
		local_recipient_maps =
		virtual_mailbox_domains = stadt.example post.example box.example
		virtual_mailbox_maps = static:ok
		virtual_transport = lmtp:inet:127.0.0.1:$bridge_lmtp
		transport_maps = texthash:$mail/etc/transport
		recipient_delimiter = +
		relayhost =
		default_transport = error:no outside mail in tests
		smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination
		smtpd_tls_cert_file = $mail/cert.pem
		smtpd_tls_key_file = $mail/key.pem
		smtpd_tls_security_level = may
		smtpd_sasl_type = dovecot
		smtpd_sasl_path = $mail/auth
		smtpd_client_connection_count_limit = 0
		smtputf8_enable = yes
		message_size_limit = 20971520
		minimal_backoff_time = 1s
		maximal_backoff_time = 2s
		queue_run_delay = 1s
		lmtp_connection_cache_on_demand = no
		default_destination_concurrency_failed_cohort_limit = 0
		maillog_file = $mail/postfix.log
		maillog_file_prefixes = $mail
		alias_maps =
		alias_database =
	END
	{
		sed -E -e '/^#|^smtp +inet|^ +-o/d' -e 's/^(\S+\s+\S+\s+\S+\s+\S+\s+)y(\s)/\1n\2/' /usr/share/postfix/master.cf.dist
		cat <<-END
			postlog unix-dgram n - n - 1 postlogd
			127.0.0.1:$mail_smtp inet n - n - - smtpd
			127.0.0.1:$mail_submission inet n - n - - smtpd
			  -o smtpd_tls_security_level=encrypt
			  -o smtpd_sasl_auth_enable=yes
			  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
			  -o { smtpd_sender_restrictions = check_sender_access static:{PREPEND Authentication-Results: mx.stadt.example; dmarc=pass} }
			127.0.0.1:$mail_smtps inet n - n - - smtpd
			  -o smtpd_tls_wrappermode=yes
			  -o smtpd_sasl_auth_enable=yes
			  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
			  -o { smtpd_sender_restrictions = check_sender_access static:{PREPEND Authentication-Results: mx.stadt.example; dmarc=pass} }
		END
	} >"$mail/etc/master.cf"
}

mail_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# mail_postfix: starts Postfix (again, after mail_postfix_stop).
mail_postfix() {
	local run=()
	[ "$(id -u)" -eq 0 ] || run=(unshare -U --map-auto --map-root-user)
	"${leash[@]}" "${run[@]}" sh -c 'config=$1
		umask 022
		grep -q . "$config/main.cf" && chown postfix "$2" && postfix -c "$config" check && exec /usr/lib/postfix/sbin/master -c "$config" -s' \
		sh "$mail/etc" "$mail/data" >"$mail/postfix.out" 2>&1 &
	postfix_pid=$!
	wait_until 20 mail_answers "$mail_smtp" || { diag "Postfix does not start: $(cat "$mail/postfix.out" "$mail/postfix.log")"; return 1; }
}
mail_postfix_stop() {
	kill "$postfix_pid" 2>/dev/null
	wait "$postfix_pid" 2>/dev/null
	true
}
mail_dovecot() {
	"${leash[@]}" /usr/sbin/dovecot -F -c "$mail/dovecot.conf" >"$mail/dovecot.out" 2>&1 &
	dovecot_pid=$!
	wait_until 20 mail_answers "$mail_imap" || { diag "Dovecot does not start: $(cat "$mail/dovecot.out" "$mail/dovecot.log")"; return 1; }
}
mail_dovecot_stop() {
	kill "$dovecot_pid" 2>/dev/null
	wait "$dovecot_pid" 2>/dev/null
	true
}

# mail_start: makes and starts both; once a test. Fails, and says why, when one of them does not come up. mail_stop ends them;
# what a test leaves running ends with it.
mail_start() {
	mail=$base/mail mail_ca=$base/mail/ca.pem
	mkdir "$mail"
	mail_smtp=$(free_port) mail_submission=$((mail_smtp + 1))
	mail_smtps=$(free_port) mail_lmtp=$((mail_smtps + 1))
	mail_imap=$(free_port) mail_imaps=$((mail_imap + 1))
	bridge_lmtp=$(free_port)
	mail_certificates || { diag "no certificates: $(cat "$mail/openssl.log")"; return 1; }
	mail_dovecot_conf >"$mail/dovecot.conf"
	mail_postfix_conf
	mail_user bruecke@post.example
	mail_dovecot && mail_postfix
}
mail_stop() { mail_postfix_stop; mail_dovecot_stop; }
