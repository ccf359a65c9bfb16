-- Run once by the image of PostgreSQL, as its superuser and in the database `salur`, when the volume is new: the roles of
-- docs/DATABASE_ROLES.md. Their passwords open nothing but the database of docker-compose.yml, which listens to its own network only.
create role salur_owner login password 'owner-of-this-machine-only';
create role salur_app login password 'app-of-this-machine-only';
alter database salur owner to salur_owner;
revoke create, temporary on database salur from public;
revoke create on schema public from public;
alter schema public owner to salur_owner;
