<?php
// Makes a WordPress in the folder /blog a network of sites, in two runs. Arguments: folder, address, step.
[, $folder, $address, $step] = $argv;
$_SERVER['HTTP_HOST'] = parse_url($address, PHP_URL_HOST) . ':' . parse_url($address, PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/blog/';
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
require "$folder/wp-load.php";
require ABSPATH . 'wp-admin/includes/upgrade.php';
global $wpdb;
if ($step === 'tables') {
    require ABSPATH . 'wp-admin/includes/network.php';
    foreach ($wpdb->tables('ms_global') as $table => $name) {
        $wpdb->$table = $name;
    }
    install_network();
    populate_network(1, $_SERVER['HTTP_HOST'], 'admin@example.test', 'Gardens', '/blog/', false);
    exit;
}
// The list of a network leaves WebP out by default.
update_network_option(1, 'upload_filetypes', 'jpg jpeg png gif');
$site = wpmu_create_blog($_SERVER['HTTP_HOST'], '/blog/garden/', 'Garden', 1);
// WordPress drops the port of the host.
$wpdb->update($wpdb->blogs, ['domain' => $_SERVER['HTTP_HOST']], ['blog_id' => $site]);
clean_blog_cache($site);
switch_to_blog($site);
update_option('siteurl', "$address/garden");
update_option('home', "$address/garden");
update_option('permalink_structure', '/%postname%/');
add_user_to_blog($site, get_user_by('login', 'author')->ID, 'author');
restore_current_blog();
$passwords = [];
foreach (['admin', 'author', 'contributor'] as $user) {
    $id = get_user_by('login', $user)->ID;
    [$passwords[$user]] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'network']);
}
echo "\n", json_encode($passwords), "\n";
