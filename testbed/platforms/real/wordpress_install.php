<?php
// Installs WordPress without a browser, and creates users with application passwords. Arguments: folder, address.
[, $folder, $address] = $argv;
define('WP_INSTALLING', true);
define('WP_SITEURL', $address);
$_SERVER['HTTP_HOST'] = parse_url($address, PHP_URL_HOST) . ':' . parse_url($address, PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/';
require "$folder/wp-load.php";
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('FSP test', 'admin', 'admin@example.test', true, '', 'admin-password');
update_option('siteurl', $address);
update_option('home', $address);
update_option('permalink_structure', '/%postname%/');
switch_theme('twentytwentythree');
$passwords = [];
foreach (['admin' => 'administrator', 'author' => 'author', 'contributor' => 'contributor'] as $user => $role) {
    $id = $user === 'admin' ? 1 : wp_insert_user(
        ['user_login' => $user, 'user_pass' => 'pw', 'user_email' => "$user@example.test", 'role' => $role]
    );
    [$passwords[$user]] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'fsp']);
}
flush_rewrite_rules();
echo "\n", json_encode($passwords), "\n";
