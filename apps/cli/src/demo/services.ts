// What the Baobab Cycles workshop and rental desk do; durations are hands-on or rental time.
import { type ServiceInput } from '#contracts';
import { kes } from './money.js';

export const demoServices: ServiceInput[] = [
  {
    externalId: 'safety-check',
    title: 'Free Safety Check',
    description:
      'A mechanic looks over brakes, tyres, bolts, bearings and lights and tells you what needs doing. Free for any bike, no purchase needed.',
    price: kes(0),
    durationMinutes: 15,
    active: true,
  },
  {
    externalId: 'basic-tune-up',
    title: 'Basic Tune-Up',
    description:
      'Gears and brakes adjusted, bolts tightened, tyres inflated, chain cleaned and oiled, and both wheels checked.',
    price: kes(1850),
    durationMinutes: 60,
    active: true,
  },
  {
    externalId: 'full-service',
    title: 'Full Service',
    description:
      'Strip-down overhaul: drivetrain removed and degreased, hubs, headset and bottom bracket regreased, cables replaced, wheels trued and a test ride.',
    price: kes(4500),
    durationMinutes: 180,
    active: true,
  },
  {
    externalId: 'puncture-repair',
    title: 'Puncture Repair',
    description:
      'Flat tyre fixed on any wheel: the tube is patched or swapped and the tyre checked for thorns and glass.',
    price: kes(350),
    durationMinutes: 20,
    active: true,
  },
  {
    externalId: 'tubeless-setup',
    title: 'Tubeless Setup',
    description:
      'One tubeless-ready wheel taped, fitted with a valve and sealed with 60 ml of sealant; price per wheel.',
    price: kes(1600),
    durationMinutes: 40,
    active: true,
  },
  {
    externalId: 'wheel-truing',
    title: 'Wheel Truing',
    description:
      'One wobbly or buckled wheel straightened on the truing stand and its spoke tension evened out; up to two broken spokes replaced.',
    price: kes(900),
    durationMinutes: 45,
    active: true,
  },
  {
    externalId: 'wheel-building',
    title: 'Wheel Building',
    description: 'One wheel built by hand from your choice of hub, rim and spokes; labour only.',
    price: kes(3500),
    durationMinutes: 150,
    active: true,
  },
  {
    externalId: 'brake-bleed',
    title: 'Hydraulic Brake Bleed',
    description:
      'One spongy hydraulic brake flushed and refilled with fresh fluid, with pads and rotor inspected; price per brake.',
    price: kes(1800),
    durationMinutes: 45,
    active: true,
  },
  {
    externalId: 'brake-adjustment',
    title: 'Brake Adjustment',
    description:
      'Squealing, rubbing or weak rim and cable disc brakes centred and tightened, front and rear.',
    price: kes(500),
    durationMinutes: 20,
    active: true,
  },
  {
    externalId: 'gear-adjustment',
    title: 'Gear Adjustment',
    description:
      'Derailleurs indexed and the hanger straightened when gears skip, slip or will not shift.',
    price: kes(700),
    durationMinutes: 30,
    active: true,
  },
  {
    externalId: 'drivetrain-replacement',
    title: 'Chain and Cassette Replacement',
    description: 'Labour to fit a new chain and cassette and set up the gears.',
    price: kes(1200),
    durationMinutes: 45,
    active: true,
  },
  {
    externalId: 'suspension-service',
    title: 'Suspension Fork Service',
    description:
      'Lower-leg service of a suspension fork: new oil and foam rings, seals cleaned, air pressure and rebound set to your weight.',
    price: kes(3800),
    durationMinutes: 120,
    active: true,
  },
  {
    externalId: 'ebike-diagnostics',
    title: 'E-Bike Diagnostics',
    description:
      'Motor, controller, sensors and wiring read out with the diagnostic tool, error codes explained and firmware updated.',
    price: kes(2500),
    durationMinutes: 60,
    active: true,
  },
  {
    externalId: 'battery-health-test',
    title: 'E-Bike Battery Health Test',
    description:
      'Full charge and discharge on the test bench with a printed report of the remaining capacity.',
    price: kes(1500),
    durationMinutes: 480,
    active: true,
  },
  {
    externalId: 'deep-clean',
    title: 'Wash and Deep Clean',
    description:
      'Hand wash, drivetrain degreased, frame polished and chain re-oiled. No pressure washer.',
    price: kes(1200),
    durationMinutes: 60,
    active: true,
  },
  {
    externalId: 'bike-fitting',
    title: 'Bike Fitting Session',
    description:
      'One-to-one fitting on your own bike: saddle, cleats and handlebar set from body measurements and video to cure knee, back or wrist pain.',
    price: kes(6500),
    durationMinutes: 90,
    active: true,
  },
  {
    externalId: 'boxed-bike-assembly',
    title: 'Boxed Bike Assembly',
    description:
      'A bike that arrived in a box from another seller built up, adjusted and test ridden.',
    price: kes(2800),
    durationMinutes: 90,
    active: true,
  },
  {
    externalId: 'flight-packing',
    title: 'Bike Packing for Flights',
    description:
      'Your bike partly dismantled, padded and packed for air travel, cardboard bike box included.',
    price: kes(2200),
    durationMinutes: 60,
    active: true,
  },
  {
    externalId: 'frame-engraving',
    title: 'Frame Engraving and Registration',
    description: 'A unique code engraved on the frame and entered in our theft register.',
    price: kes(500),
    durationMinutes: 20,
    active: true,
  },
  {
    externalId: 'mobile-repair',
    title: 'Mobile Repair Visit',
    description:
      'A mechanic comes to your house or office and does up to an hour of repairs on the spot; call-out included, parts extra.',
    price: kes(2400),
    durationMinutes: 60,
    active: true,
  },
  {
    externalId: 'maintenance-class',
    title: 'Basic Maintenance Class',
    description:
      'Hands-on workshop class for up to eight people: learn to fix a flat, look after a chain and adjust brakes. Tools provided, bring your own bike.',
    price: kes(2500),
    durationMinutes: 180,
    active: true,
  },
  {
    externalId: 'gears-class',
    title: 'Gears and Drivetrain Class',
    description:
      'Advanced workshop class for up to six people on indexing gears, replacing cables and measuring wear.',
    price: kes(3500),
    durationMinutes: 180,
    active: true,
  },
  {
    externalId: 'learn-to-ride',
    title: 'Learn-to-Ride Lesson',
    description:
      'One-to-one lesson for a child or adult beginner in the courtyard behind the shop; bike and helmet provided.',
    price: kes(1500),
    durationMinutes: 60,
    active: true,
  },
  {
    externalId: 'city-bike-rental',
    title: 'City Bike Rental, One Day',
    description: 'Karura city bike to hire for 24 hours.',
    price: kes(1500),
    durationMinutes: 1440,
    active: true,
  },
  {
    externalId: 'mountain-bike-rental',
    title: 'Mountain Bike Rental, One Day',
    description: 'Aberdare 27.5 mountain bike to hire for 24 hours.',
    price: kes(2500),
    durationMinutes: 1440,
    active: true,
  },
  {
    externalId: 'ebike-rental',
    title: 'E-Bike Rental, One Day',
    description: 'Umeme City electric bike to hire for 24 hours, charger included.',
    price: kes(4000),
    durationMinutes: 1440,
    active: true,
  },
];
