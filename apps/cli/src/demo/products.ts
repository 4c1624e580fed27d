// What Baobab Cycles sells. A product's stock is the sum of its variants'; its price is the lowest.
import { type ProductInput } from '#contracts';
import { kes } from './money.js';

export const demoProducts: ProductInput[] = [
  // Bikes
  {
    externalId: 'karura-step-through',
    title: 'Karura Step-Through City Bike',
    description:
      'Low-entry city bike with a 7-speed twist shifter, an upright handlebar, mudguards, a rear rack and a front basket. The steel frame is easy to mount in a skirt or work clothes.',
    price: kes(38500),
    sku: 'BC-KST',
    stock: 9,
    active: true,
    variants: [
      { title: 'Small, sage green', sku: 'BC-KST-S-GRN', stock: 3 },
      { title: 'Medium, sage green', sku: 'BC-KST-M-GRN', stock: 4 },
      { title: 'Medium, terracotta', sku: 'BC-KST-M-TER', stock: 2 },
      { title: 'Large, terracotta', sku: 'BC-KST-L-TER', stock: 0 },
    ],
  },
  {
    externalId: 'karura-classic',
    title: 'Karura Classic City Bike',
    description:
      'Everyday city bike with a straight top tube, 7 speeds, V-brakes, mudguards and a rear rack. A simple, low-upkeep choice for flat commutes and errands.',
    price: kes(36500),
    sku: 'BC-KCL',
    stock: 7,
    active: true,
    variants: [
      { title: 'Medium, midnight blue', sku: 'BC-KCL-M-BLU', stock: 3 },
      { title: 'Large, midnight blue', sku: 'BC-KCL-L-BLU', stock: 4 },
    ],
  },
  {
    externalId: 'uhuru-commuter',
    title: 'Uhuru Commuter 8 Hybrid Bike',
    description:
      'Light aluminium hybrid for fast commuting, with an 8-speed drivetrain, hydraulic disc brakes and 700x38 tyres. Threaded for a rack, mudguards and a kickstand.',
    price: kes(62000),
    sku: 'BC-UHC',
    stock: 6,
    active: true,
    variants: [
      { title: 'Small, graphite', sku: 'BC-UHC-S-GRA', stock: 1 },
      { title: 'Medium, graphite', sku: 'BC-UHC-M-GRA', stock: 3 },
      { title: 'Large, graphite', sku: 'BC-UHC-L-GRA', stock: 2 },
    ],
  },
  {
    externalId: 'mkulima-roadster',
    title: 'Mkulima Heavy-Duty Roadster',
    description:
      'Single-speed black steel roadster with rod brakes, 28-inch wheels, a double-leg stand and a welded rear carrier for rough roads and heavy loads.',
    price: kes(24500),
    sku: 'BC-MKU',
    stock: 14,
    active: true,
  },
  {
    externalId: 'aberdare-275',
    title: 'Aberdare 27.5 Mountain Bike',
    description:
      'Hardtail for forest tracks and murram roads, with a 100 mm suspension fork, 2x8 gears and mechanical disc brakes. Good first mountain bike for Karura and Ngong Hills.',
    price: kes(48000),
    sku: 'BC-AB275',
    stock: 8,
    active: true,
    variants: [
      { title: 'Small, orange', sku: 'BC-AB275-S-ORG', stock: 2 },
      { title: 'Medium, orange', sku: 'BC-AB275-M-ORG', stock: 4 },
      { title: 'Large, black', sku: 'BC-AB275-L-BLK', stock: 2 },
    ],
  },
  {
    externalId: 'aberdare-pro-29',
    title: 'Aberdare Pro 29 Mountain Bike',
    description:
      'Cross-country hardtail with an air fork, 1x11 gears, hydraulic disc brakes and tubeless-ready 29-inch rims. Built for marathon races and long climbs.',
    price: kes(98000),
    sku: 'BC-AB29P',
    stock: 4,
    active: true,
    variants: [
      { title: 'Medium, slate', sku: 'BC-AB29P-M-SLA', stock: 3 },
      { title: 'Large, slate', sku: 'BC-AB29P-L-SLA', stock: 1 },
    ],
  },
  {
    externalId: 'longonot-trail',
    title: 'Longonot Full-Suspension Trail Bike',
    description:
      'Full-suspension 29er with 130 mm of travel front and rear, a dropper seatpost and four-piston brakes for rocky descents. Medium and large frames.',
    price: kes(215000),
    sku: 'BC-LGT',
    stock: 0,
    active: true,
  },
  {
    externalId: 'rift-valley-endurance',
    title: 'Rift Valley Endurance Road Bike',
    description:
      'Aluminium road bike with a carbon fork, 2x10 gears, disc brakes and 28 mm tyres. The relaxed position suits long rides on broken tarmac.',
    price: kes(128000),
    sku: 'BC-RVE',
    stock: 5,
    active: true,
    variants: [
      { title: '50 cm, white', sku: 'BC-RVE-50-WHT', stock: 1 },
      { title: '53 cm, white', sku: 'BC-RVE-53-WHT', stock: 2 },
      { title: '56 cm, red', sku: 'BC-RVE-56-RED', stock: 2 },
    ],
  },
  {
    externalId: 'magadi-gravel',
    title: 'Magadi Gravel Bike',
    description:
      'Drop-bar bike for murram and tarmac with 700x42 tyres, 1x11 gears, hydraulic disc brakes and mounts for bags and three bottles.',
    price: kes(145000),
    sku: 'BC-MAG',
    stock: 3,
    active: true,
    variants: [
      { title: '53 cm, olive', sku: 'BC-MAG-53-OLV', stock: 2 },
      { title: '56 cm, olive', sku: 'BC-MAG-56-OLV', stock: 1 },
    ],
  },
  {
    externalId: 'tembo-cargo',
    title: 'Tembo Long-Tail Cargo Bike',
    description:
      'Long-tail cargo bike with a reinforced rear deck, 20-inch rear wheel, 8 speeds, hydraulic disc brakes and a wide centre stand. Takes two child seats or two delivery crates.',
    price: kes(118000),
    sku: 'BC-TEM',
    stock: 3,
    active: true,
  },
  {
    externalId: 'tembo-electric',
    title: 'Tembo Electric Cargo Bike',
    description:
      'The Tembo long-tail with a mid-drive motor, a 630 Wh battery and four-piston brakes, for school runs and delivery rounds with hills.',
    price: kes(295000),
    sku: 'BC-TEE',
    stock: 1,
    active: true,
  },
  {
    externalId: 'umeme-city',
    title: 'Umeme City E-Bike',
    description:
      'Step-through electric city bike with a rear-hub motor, a removable 504 Wh battery, built-in lights, mudguards and a rear rack. The lockable battery lifts out for charging indoors.',
    price: kes(168000),
    sku: 'BC-UMC',
    stock: 4,
    active: true,
    variants: [
      { title: 'Medium, pearl grey', sku: 'BC-UMC-M-GRY', stock: 3 },
      { title: 'Large, pearl grey', sku: 'BC-UMC-L-GRY', stock: 1 },
    ],
  },
  {
    externalId: 'umeme-trail',
    title: 'Umeme Trail Electric Mountain Bike',
    description:
      'Electric hardtail mountain bike with an 80 Nm mid-drive motor, a 630 Wh battery, a 120 mm air fork and hydraulic disc brakes.',
    price: kes(265000),
    sku: 'BC-UMT',
    stock: 0,
    active: true,
  },
  {
    externalId: 'daraja-folding',
    title: 'Daraja Folding Bike',
    description:
      'Folding bike with 20-inch wheels and 7 speeds that folds to 80 x 60 x 35 cm in about 15 seconds and weighs 12.8 kg. Small enough for a car boot, a lift or a matatu.',
    price: kes(54000),
    sku: 'BC-DAR',
    stock: 6,
    active: true,
    variants: [
      { title: 'Black', sku: 'BC-DAR-BLK', stock: 4 },
      { title: 'Mustard yellow', sku: 'BC-DAR-YEL', stock: 2 },
    ],
  },
  {
    externalId: 'simba-balance-12',
    title: 'Simba 12-inch Balance Bike',
    description:
      'Pedal-free first bike with a 3.4 kg aluminium frame, puncture-proof foam tyres and a low adjustable saddle.',
    price: kes(9800),
    sku: 'BC-SIM12',
    stock: 11,
    active: true,
    variants: [
      { title: 'Red', sku: 'BC-SIM12-RED', stock: 6 },
      { title: 'Turquoise', sku: 'BC-SIM12-TUR', stock: 5 },
    ],
  },
  {
    externalId: 'simba-16',
    title: 'Simba 16-inch Kids Bike',
    description:
      'Single-speed kids bike with removable stabilisers (training wheels), a chain guard and hand brakes with short-reach levers.',
    price: kes(16500),
    sku: 'BC-SIM16',
    stock: 9,
    active: true,
    variants: [
      { title: 'Red', sku: 'BC-SIM16-RED', stock: 5 },
      { title: 'Purple', sku: 'BC-SIM16-PUR', stock: 4 },
    ],
  },
  {
    externalId: 'simba-20',
    title: 'Simba 20-inch Kids Bike',
    description:
      'Kids bike with a 6-speed grip shifter, V-brakes, a kickstand and a light aluminium frame for school rides and playgrounds.',
    price: kes(21500),
    sku: 'BC-SIM20',
    stock: 7,
    active: true,
    variants: [
      { title: 'Blue', sku: 'BC-SIM20-BLU', stock: 4 },
      { title: 'Lime', sku: 'BC-SIM20-LIM', stock: 3 },
    ],
  },
  {
    externalId: 'simba-24',
    title: 'Simba 24-inch Junior Mountain Bike',
    description:
      'Junior mountain bike with a 50 mm suspension fork, 7 speeds and mechanical disc brakes sized for small hands.',
    price: kes(29500),
    sku: 'BC-SIM24',
    stock: 5,
    active: true,
  },
  {
    externalId: 'umeme-city-first-edition',
    title: 'Umeme City E-Bike, First Edition',
    description: 'The first Umeme City with a 375 Wh battery. Discontinued.',
    price: kes(149000),
    sku: 'BC-UMC-V1',
    stock: 0,
    active: false,
  },

  // Parts
  {
    externalId: 'inner-tube',
    title: 'Inner Tube',
    description:
      'Butyl inner tube for everyday riding. Pick the variant by wheel size and valve type.',
    price: kes(550),
    sku: 'BC-TUBE',
    stock: 214,
    active: true,
    variants: [
      { title: '20-inch, Schrader valve', sku: 'BC-TUBE-20S', stock: 38 },
      { title: '26-inch, Schrader valve', sku: 'BC-TUBE-26S', stock: 52 },
      { title: '27.5-inch, Schrader valve', sku: 'BC-TUBE-275S', stock: 44 },
      { title: '29-inch, Presta valve', sku: 'BC-TUBE-29P', price: kes(650), stock: 35 },
      { title: '700x28-38, Presta valve', sku: 'BC-TUBE-700P', price: kes(650), stock: 45 },
    ],
  },
  {
    externalId: 'city-tyre',
    title: 'Puncture-Resistant City Tyre',
    description:
      'Commuter tyre with a 3 mm rubber protection layer against thorns and glass, and a reflective sidewall.',
    price: kes(3200),
    sku: 'BC-TYC',
    stock: 26,
    active: true,
    variants: [
      { title: '26x1.75', sku: 'BC-TYC-26', stock: 10 },
      { title: '700x38', sku: 'BC-TYC-700', stock: 16 },
    ],
  },
  {
    externalId: 'trail-tyre',
    title: 'Tubeless-Ready Trail Tyre',
    description:
      'Folding-bead off-road tyre, 2.25 inches wide, with open knobs that clear mud and grip on loose murram.',
    price: kes(3900),
    sku: 'BC-TYT',
    stock: 15,
    active: true,
    variants: [
      { title: '27.5x2.25', sku: 'BC-TYT-275', stock: 9 },
      { title: '29x2.25', sku: 'BC-TYT-29', price: kes(4200), stock: 6 },
    ],
  },
  {
    externalId: 'chain',
    title: 'Bicycle Chain with Quick Link',
    description:
      'Rust-resistant chain of 116 links with a tool-free quick link. Pick the variant by the number of gears at the back.',
    price: kes(1450),
    sku: 'BC-CHN',
    stock: 41,
    active: true,
    variants: [
      { title: '6/7/8-speed', sku: 'BC-CHN-8', stock: 22 },
      { title: '9-speed', sku: 'BC-CHN-9', price: kes(1950), stock: 8 },
      { title: '10-speed', sku: 'BC-CHN-10', price: kes(2600), stock: 6 },
      { title: '11-speed', sku: 'BC-CHN-11', price: kes(3300), stock: 5 },
    ],
  },
  {
    externalId: 'cassette-8',
    title: '8-Speed Cassette 11-34',
    description: 'Wide-range steel cassette that fits Shimano-type 8-speed freehubs.',
    price: kes(2900),
    sku: 'BC-CAS8',
    stock: 9,
    active: true,
  },
  {
    externalId: 'disc-brake-pads',
    title: 'Disc Brake Pads',
    description: 'One pair of pads for two-piston hydraulic or mechanical disc brakes.',
    price: kes(1250),
    sku: 'BC-DBP',
    stock: 48,
    active: true,
    variants: [
      { title: 'Resin (organic)', sku: 'BC-DBP-RES', stock: 30 },
      { title: 'Sintered (metal)', sku: 'BC-DBP-SIN', price: kes(1650), stock: 18 },
    ],
  },
  {
    externalId: 'v-brake-blocks',
    title: 'V-Brake Blocks',
    description: 'Pair of 70 mm all-weather rubber brake blocks for rim brakes, with washers.',
    price: kes(650),
    sku: 'BC-VBB',
    stock: 36,
    active: true,
  },
  {
    externalId: 'gel-saddle',
    title: 'Gel Comfort Saddle',
    description:
      'Wide saddle with gel padding, springs and a pressure-relief channel for upright riding.',
    price: kes(2900),
    sku: 'BC-SAD',
    stock: 12,
    active: true,
  },
  {
    externalId: 'flat-pedals',
    title: 'Alloy Flat Pedals',
    description: 'Pair of aluminium platform pedals with grip pins and sealed bearings, 9/16 inch.',
    price: kes(2400),
    sku: 'BC-PED-F',
    stock: 14,
    active: true,
  },
  {
    externalId: 'clipless-pedals',
    title: 'Clipless Pedals with Cleats',
    description:
      'Double-sided two-bolt clipless pedals with adjustable release and a set of cleats.',
    price: kes(6800),
    sku: 'BC-PED-C',
    stock: 4,
    active: true,
  },
  {
    externalId: 'mudguard-set',
    title: 'Full-Length Mudguard Set',
    description:
      'Front and rear mudguards (fenders) with stainless stays for 26 to 29-inch wheels.',
    price: kes(2600),
    sku: 'BC-MUD',
    stock: 10,
    active: true,
  },
  {
    externalId: 'rear-rack',
    title: 'Aluminium Rear Rack',
    description:
      'Luggage carrier with adjustable legs for 26 to 29-inch bikes, including disc-brake frames.',
    price: kes(3600),
    sku: 'BC-RACK',
    stock: 8,
    active: true,
  },
  {
    externalId: 'ebike-battery',
    title: 'Spare E-Bike Battery 504 Wh',
    description:
      '36 V 14 Ah lithium-ion battery with key lock for the Umeme City. Does not fit other models.',
    price: kes(46000),
    sku: 'BC-BAT504',
    stock: 2,
    active: true,
  },
  {
    externalId: 'ebike-charger',
    title: 'E-Bike Charger 42 V 3 A',
    description:
      'Replacement mains charger with a Kenyan three-pin plug for all Umeme and Tembo Electric batteries.',
    price: kes(6500),
    sku: 'BC-CHG42',
    stock: 0,
    active: true,
  },

  // Helmets
  {
    externalId: 'metro-helmet',
    title: 'Metro Commuter Helmet',
    description:
      'Urban helmet with a dial adjuster, a removable visor and a clip for a rear light. Certified to EN 1078.',
    price: kes(4500),
    sku: 'BC-HMT',
    stock: 17,
    active: true,
    variants: [
      { title: 'Small, white', sku: 'BC-HMT-S-WHT', stock: 4 },
      { title: 'Medium, matte black', sku: 'BC-HMT-M-BLK', stock: 8 },
      { title: 'Large, matte black', sku: 'BC-HMT-L-BLK', stock: 5 },
    ],
  },
  {
    externalId: 'ridge-helmet',
    title: 'Ridge Mountain Bike Helmet',
    description:
      'Off-road helmet with extended rear cover, a rotational-impact liner and an adjustable peak. Certified to EN 1078.',
    price: kes(7800),
    sku: 'BC-HRG',
    stock: 6,
    active: true,
    variants: [
      { title: 'Medium, sand', sku: 'BC-HRG-M-SND', stock: 4 },
      { title: 'Large, sand', sku: 'BC-HRG-L-SND', stock: 2 },
    ],
  },
  {
    externalId: 'kids-helmet',
    title: 'Twiga Kids Helmet',
    description:
      'Child helmet with a pinch-free buckle, a bug net and a giraffe print, for 46 to 52 cm heads. Certified to EN 1078.',
    price: kes(2950),
    sku: 'BC-HKD',
    stock: 13,
    active: true,
  },

  // Lights
  {
    externalId: 'front-light-800',
    title: 'Front Light 800 Lumen',
    description:
      'USB-C rechargeable front light with a handlebar mount, four modes and two hours of run time at full power.',
    price: kes(4800),
    sku: 'BC-LF800',
    stock: 7,
    active: true,
  },
  {
    externalId: 'light-set',
    title: 'Commuter Light Set',
    description:
      'Front 150-lumen and rear 30-lumen lights, USB rechargeable, with rubber straps that fit any bar or seatpost.',
    price: kes(2350),
    sku: 'BC-LSET',
    stock: 22,
    active: true,
  },
  {
    externalId: 'rear-light',
    title: 'Daytime Rear Light',
    description: 'Rear light with a 100-lumen daytime flash, a brake sensor and USB-C charging.',
    price: kes(2100),
    sku: 'BC-LR100',
    stock: 0,
    active: true,
  },

  // Locks
  {
    externalId: 'd-lock',
    title: 'Hardened Steel D-Lock',
    description:
      '14 mm D-lock (U-lock) with a double-bolt shackle, three keys and a frame bracket.',
    price: kes(5200),
    sku: 'BC-LKD',
    stock: 11,
    active: true,
  },
  {
    externalId: 'chain-lock',
    title: 'Chain Lock 90 cm',
    description: '8 mm hardened chain in a fabric sleeve with a keyed padlock.',
    price: kes(3400),
    sku: 'BC-LKC',
    stock: 9,
    active: true,
  },
  {
    externalId: 'cable-lock',
    title: 'Combination Cable Lock',
    description: '180 cm coiled cable with a four-digit code, no key needed.',
    price: kes(1250),
    sku: 'BC-LKW',
    stock: 19,
    active: true,
  },

  // Pumps
  {
    externalId: 'floor-pump',
    title: 'Floor Pump with Gauge',
    description:
      'Steel track pump up to 160 psi with a large gauge and a dual head for Presta and Schrader valves.',
    price: kes(3900),
    sku: 'BC-PMF',
    stock: 8,
    active: true,
  },
  {
    externalId: 'mini-pump',
    title: 'Mini Pump',
    description:
      'Pocket-sized 120 g aluminium hand pump with a frame clip, for Presta and Schrader valves.',
    price: kes(1950),
    sku: 'BC-PMM',
    stock: 15,
    active: true,
  },

  // Clothing
  {
    externalId: 'rain-jacket',
    title: 'Masika Rain Jacket',
    description:
      'Waterproof, breathable cycling jacket with taped seams, reflective piping and a dropped tail.',
    price: kes(5600),
    sku: 'BC-RJK',
    stock: 10,
    active: true,
    variants: [
      { title: 'Small, yellow', sku: 'BC-RJK-S-YEL', stock: 2 },
      { title: 'Medium, yellow', sku: 'BC-RJK-M-YEL', stock: 4 },
      { title: 'Large, navy', sku: 'BC-RJK-L-NVY', stock: 3 },
      { title: 'Extra large, navy', sku: 'BC-RJK-XL-NVY', stock: 1 },
    ],
  },
  {
    externalId: 'club-jersey',
    title: 'Baobab Club Jersey',
    description:
      'Short-sleeved cycling jersey with a full zip and three back pockets, sewn in Nairobi.',
    price: kes(4200),
    sku: 'BC-JSY',
    stock: 12,
    active: true,
    variants: [
      { title: 'Small', sku: 'BC-JSY-S', stock: 3 },
      { title: 'Medium', sku: 'BC-JSY-M', stock: 5 },
      { title: 'Large', sku: 'BC-JSY-L', stock: 4 },
    ],
  },
  {
    externalId: 'padded-shorts',
    title: 'Padded Cycling Shorts',
    description: 'Stretch shorts with a seamless gel pad and leg grippers, unisex cut.',
    price: kes(3800),
    sku: 'BC-SHT',
    stock: 9,
    active: true,
    variants: [
      { title: 'Small', sku: 'BC-SHT-S', stock: 2 },
      { title: 'Medium', sku: 'BC-SHT-M', stock: 4 },
      { title: 'Large', sku: 'BC-SHT-L', stock: 3 },
    ],
  },
  {
    externalId: 'gloves',
    title: 'Short-Finger Cycling Gloves',
    description: 'Fingerless gloves with gel palms, a towelling thumb and pull-off tabs.',
    price: kes(1450),
    sku: 'BC-GLV',
    stock: 16,
    active: true,
    variants: [
      { title: 'Small', sku: 'BC-GLV-S', stock: 4 },
      { title: 'Medium', sku: 'BC-GLV-M', stock: 7 },
      { title: 'Large', sku: 'BC-GLV-L', stock: 5 },
    ],
  },
  {
    externalId: 'reflective-vest',
    title: 'Reflective Safety Vest',
    description: 'High-visibility mesh vest with two reflective bands, one size with side straps.',
    price: kes(950),
    sku: 'BC-VST',
    stock: 40,
    active: true,
  },

  // Bags and carriers
  {
    externalId: 'pannier-pair',
    title: 'Waterproof Pannier Pair',
    description:
      'Two 20-litre roll-top panniers in welded tarpaulin with quick-release hooks for any rear rack.',
    price: kes(8900),
    sku: 'BC-PAN',
    stock: 5,
    active: true,
  },
  {
    externalId: 'saddle-bag',
    title: 'Saddle Bag 0.8 L',
    description: 'Under-saddle wedge bag with room for a tube, tyre levers and a multi-tool.',
    price: kes(1350),
    sku: 'BC-SBG',
    stock: 18,
    active: true,
  },
  {
    externalId: 'delivery-backpack',
    title: 'Insulated Delivery Backpack 45 L',
    description: 'Thermal courier backpack with a rigid floor, a rain cover and reflective panels.',
    price: kes(4900),
    sku: 'BC-DBG',
    stock: 0,
    active: true,
  },
  {
    externalId: 'child-seat',
    title: 'Rear Child Seat',
    description:
      'Rack-mounted child seat with a five-point harness and adjustable footrests, for children of 9 to 22 kg.',
    price: kes(8500),
    sku: 'BC-CST',
    stock: 4,
    active: true,
  },
  {
    externalId: 'phone-mount',
    title: 'Handlebar Phone Mount',
    description: 'Shock-damped phone holder for 4.7 to 6.8-inch phones with a one-hand release.',
    price: kes(1700),
    sku: 'BC-PHM',
    stock: 13,
    active: true,
  },

  // Tools and care
  {
    externalId: 'multi-tool',
    title: 'Multi-Tool 15-in-1',
    description: 'Folding pocket tool with hex and Torx keys, screwdrivers and a chain breaker.',
    price: kes(2250),
    sku: 'BC-MTL',
    stock: 14,
    active: true,
  },
  {
    externalId: 'patch-kit',
    title: 'Patch Kit with Tyre Levers',
    description: 'Six patches, vulcanising glue, sandpaper and two tyre levers in a small tin.',
    price: kes(450),
    sku: 'BC-PTK',
    stock: 55,
    active: true,
  },
  {
    externalId: 'chain-lube',
    title: 'All-Weather Chain Lube 120 ml',
    description: 'Biodegradable chain oil for dusty and wet roads, in a drip bottle.',
    price: kes(850),
    sku: 'BC-LUB',
    stock: 31,
    active: true,
  },
  {
    externalId: 'degreaser',
    title: 'Citrus Degreaser 500 ml',
    description: 'Water-based drivetrain cleaner in a spray bottle, safe on paint and rubber.',
    price: kes(1100),
    sku: 'BC-DGR',
    stock: 16,
    active: true,
  },
  {
    externalId: 'repair-stand',
    title: 'Folding Repair Stand',
    description: 'Home workstand with a 360-degree clamp and a tool tray, holds bikes up to 25 kg.',
    price: kes(12500),
    sku: 'BC-STD',
    stock: 2,
    active: true,
  },
  {
    externalId: 'torque-wrench',
    title: 'Torque Wrench 2-24 Nm',
    description: 'Click torque wrench with eight bits in a hard case.',
    price: kes(7500),
    sku: 'BC-TQW',
    stock: 0,
    active: false,
  },
];
